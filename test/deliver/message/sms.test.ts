import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OfferNotice } from '../../../src/deliver/message/notice.ts'
import { renderMessage } from '../../../src/deliver/message/render.ts'
import { fitSms, MOST_PARTS, smsParts } from '../../../src/deliver/message/sms.ts'

test.each([
  { name: 'empty', text: '', parts: 1 },
  { name: '160 of the GSM alphabet', text: 'a'.repeat(160), parts: 1 },
  { name: '161 of it', text: 'a'.repeat(161), parts: 2 },
  { name: '306 of it', text: 'a'.repeat(306), parts: 2 },
  { name: '307 of it', text: 'a'.repeat(307), parts: 3 },
  { name: 'an extension counts double', text: '€'.repeat(80), parts: 1 },
  { name: 'and one more is too many', text: `${'€'.repeat(80)}a`, parts: 2 },
  { name: '70 Japanese', text: '雪'.repeat(70), parts: 1 },
  { name: '71 Japanese', text: '雪'.repeat(71), parts: 2 },
  { name: '134 Japanese', text: '雪'.repeat(134), parts: 2 },
  { name: '135 Japanese', text: '雪'.repeat(135), parts: 3 },
  { name: 'one Japanese character among many', text: `${'a'.repeat(70)}雪`, parts: 2 },
  { name: 'a character outside the basic plane counts double', text: '🚜'.repeat(35), parts: 1 },
])('$name', ({ text, parts }) => {
  expect(smsParts(text)).toBe(parts)
})

test('the first wording that fits is taken, and the last one cut when none does', () => {
  expect(fitSms(['雪'.repeat(200), '雪'.repeat(10)], 'https://x.example/l/1')).toBe(
    `${'雪'.repeat(10)} https://x.example/l/1`,
  )
  const cut = fitSms(['雪'.repeat(300)], 'https://x.example/l/1')
  expect(cut).toMatch(/^雪+… https:\/\/x\.example\/l\/1$/)
  expect(smsParts(cut)).toBe(MOST_PARTS)
})

test('law: whatever the names, a call-out fits two parts with its link whole', () => {
  const link = `https://${'y'.repeat(49)}.jp/l/${'A'.repeat(22)}`
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 40 }),
      name,
      fc.constantFrom('ja', 'en'),
      (names, authority, language) => {
        const notice: OfferNotice = {
          kind: 'offer',
          authority,
          contractor: '北組',
          level: 'dispatch',
          respondByMs: 0,
          routes: names.map((it) => ({
            name: it,
            lengthM: 1,
            plowMinutes: 1,
            startByMs: null,
            finishByMs: null,
            reasons: [],
          })),
          link,
        }
        const { sms } = renderMessage(notice, { language, timeZone: 'Asia/Tokyo' })
        expect(smsParts(sms)).toBeLessThanOrEqual(MOST_PARTS)
        expect(sms.endsWith(` ${link}`)).toBe(true)
      },
    ),
  )
})
