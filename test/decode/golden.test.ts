import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  CODEC_NAMES,
  CODECS,
  type DecodeOptions,
  PAYLOAD_FORMAT_NAMES,
  PAYLOAD_FORMATS,
} from '../../src/decode/index.ts'
import { folders, optionsIn } from './golden.ts'

/**
 * Every folder of golden/CODEC and golden/payload/FORMAT is a case: input.json or input.hex, options.json where the
 * defaults will not do, and expected.json, in which a refused part stands as its reason.
 */
const GOLDEN = fileURLToPath(new URL('golden/', import.meta.url))
const RECEIVED_AT_MS = Date.UTC(2026, 0, 20)

describe.each(CODEC_NAMES)('codec %s', (codec) => {
  test.each(folders(`${GOLDEN}${codec}`))('%s', (name) => {
    const folder = `${GOLDEN}${codec}/${name}`
    const payload = readFileSync(`${folder}/input.json`)
    const options = { receivedAtMs: RECEIVED_AT_MS, ...optionsIn<Partial<DecodeOptions>>(folder) }
    const decoded = CODECS[codec](payload, options)
    const found = { ...decoded, refused: decoded.refused.map((it) => it.reason) }
    expect(found).toEqual(JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')))
  })
})

describe.each(PAYLOAD_FORMAT_NAMES)('payload format %s', (format) => {
  test.each(folders(`${GOLDEN}payload/${format}`))('%s', (name) => {
    const folder = `${GOLDEN}payload/${format}/${name}`
    const bytes = Buffer.from(readFileSync(`${folder}/input.hex`, 'utf8').trim(), 'hex')
    const { port = 85 } = optionsIn<{ port?: number }>(folder)
    const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'))
    expect(PAYLOAD_FORMATS[format](bytes, port)).toEqual(expected)
  })
})

test('every codec and every payload format has golden cases, and no folder belongs to none', () => {
  expect(folders(GOLDEN)).toEqual([...CODEC_NAMES, 'payload'].sort())
  expect(folders(`${GOLDEN}payload`)).toEqual([...PAYLOAD_FORMAT_NAMES].sort())
  const readmes = readdirSync(fileURLToPath(new URL('../../src/decode/', import.meta.url)), { recursive: true })
  for (const codec of [...CODEC_NAMES, 'payload']) expect(readmes).toContain(`${codec}/README.md`)
})
