import { type PlainRule, plainRules } from '../../domain/criterion.ts'
import type { CriterionFields } from '../criterion-schema.ts'
import type { Language } from '../reason-text.ts'
import { ENGLISH } from './en.ts'
import { JAPANESE } from './ja.ts'
import { figure, joined, type Phrases, type WordTopic } from './phrases.ts'
import { timesWords } from './times.ts'

/** One part of a criterion, as a sentence for officers. */
export interface CriterionWords {
  readonly topic: WordTopic
  readonly ja: string
  readonly en: string
}

/** What people read before they publish; its id, name and scope stand beside it. */
export type WordedCriterion = Omit<CriterionFields, 'id' | 'name' | 'scope'>

type Told = Readonly<Record<Language, string>>
const PHRASES: Readonly<Record<Language, Phrases>> = { ja: JAPANESE, en: ENGLISH }

/**
 * A criterion in plain words, every figure of it: when it fires, when it is decided, what holds it back, when it
 * releases, whose evidence carries it, and what follows. Laws (tests): a change of any figure changes the words.
 */
export function criterionWords(criterion: WordedCriterion): CriterionWords[] {
  const told: readonly (readonly [WordTopic, Told | null])[] = [
    ['when', when(criterion)],
    ['decided', decided(criterion)],
    ['held-back', heldBack(criterion)],
    ['release', release(criterion)],
    ['evidence', evidence(criterion)],
    ['follows', follows(criterion)],
    ['days', days(criterion)],
  ]
  return told.flatMap(([topic, words]) => (words === null ? [] : [{ topic, ja: `${words.ja}。`, en: `${words.en}.` }]))
}

function when({ rule, level }: WordedCriterion): Told {
  const holds = (language: Language) => joined(rule, PHRASES[language], PHRASES[language].holds, false)
  return {
    ja: `${holds('ja')}のとき、${level === 'dispatch' ? '出動' : '待機'}とする`,
    en: `${level === 'dispatch' ? 'Dispatch' : 'Stand by'} when ${holds('en')}`,
  }
}

function decided({ decideAt }: WordedCriterion): Told {
  if (decideAt === 'continuous') return { ja: '常時判断する', en: 'Judged at any time' }
  const { cron, windowMin } = decideAt
  const times = (language: Language) => cron.map((it) => timesWords(it, language))
  return {
    ja: `定時にのみ判断する：${times('ja').join('、')}（それぞれ ${figure(windowMin)} 分間）`,
    en: `Decided only ${times('en').join(', and ')}, each time open for ${figure(windowMin)} min`,
  }
}

function heldBack({ suppressors }: WordedCriterion): Told | null {
  if (suppressors.length === 0) return null
  return {
    ja: `次のとき見合わせる：${suppressors.map(JAPANESE.suppressor).join('、または ')}`,
    en: `Held back when ${suppressors.map(ENGLISH.suppressor).join(', or ')}`,
  }
}

function release({ rule, releaseSustainMin }: WordedCriterion): Told {
  const ceases = (language: Language) => joined(rule, PHRASES[language], PHRASES[language].ceases, true)
  const lasting = {
    ja: releaseSustainMin === 0 ? '' : `の状態が ${figure(releaseSustainMin)} 分続いた`,
    en: releaseSustainMin === 0 ? '' : `, for ${figure(releaseSustainMin)} min`,
  }
  return {
    ja: `${ceases('ja')}${lasting.ja || 'の'}とき解除する`,
    en: `Released once ${ceases('en')}${lasting.en}`,
  }
}

/** One sentence where all parts have the same quorum, else one for each. */
function evidence({ rule, points }: WordedCriterion): Told {
  const plain = plainRules(rule)
  const said = (language: Language) => {
    const { quorum, holds } = PHRASES[language]
    const texts = plain.map((it) => quorum(it, points))
    if (new Set(texts).size === 1) return texts[0] ?? ''
    const part = (it: PlainRule) =>
      language === 'ja' ? `「${holds(it)}」は${quorum(it, points)}` : `“${holds(it)}”: ${quorum(it, points)}`
    return plain.map(part).join(language === 'ja' ? '。' : '. ')
  }
  const en = said('en')
  return { ja: said('ja'), en: en.charAt(0).toUpperCase() + en.slice(1) }
}

function follows({ mode, respondMin, respondMinByClass }: WordedCriterion): Told {
  const classes = Object.entries(respondMinByClass).map(([name, minutes]) => `${name} ${figure(minutes)}`)
  const byClass = {
    ja: classes.length === 0 ? '' : `（${classes.map((it) => `${it} 分`).join('、')}）`,
    en: classes.length === 0 ? '' : ` (${classes.map((it) => `${it} min`).join(', ')})`,
  }
  const answer = {
    ja: `事業者の回答は ${figure(respondMin)} 分以内${byClass.ja}`,
    en: `the contractor has ${figure(respondMin)} min to answer${byClass.en}`,
  }
  return mode === 'support'
    ? { ja: `職員が承認してから依頼する。${answer.ja}`, en: `An officer approves each order; ${answer.en}` }
    : {
        ja: `自動で依頼する（根拠が弱いときは職員が承認）。${answer.ja}`,
        en: `It is ordered by itself (on weak evidence an officer approves); ${answer.en}`,
      }
}

function days({ enabled, effective: { from, to }, cityMode }: WordedCriterion): Told | null {
  const parts: Told[] = []
  if (!enabled) parts.push({ ja: '無効（どこにも適用しない）', en: 'disabled: in force nowhere' })
  if (from !== null) parts.push({ ja: `${from} から`, en: `from ${from}` })
  if (to !== null) parts.push({ ja: `${to} まで`, en: `until ${to}` })
  if (cityMode !== null) {
    parts.push({ ja: `全市モード ${cityMode} の発令中のみ`, en: `only while the city-wide mode ${cityMode} is on` })
  }
  if (parts.length === 0) return null
  const en = parts.map((it) => it.en).join(', ')
  return { ja: parts.map((it) => it.ja).join('、'), en: en.charAt(0).toUpperCase() + en.slice(1) }
}
