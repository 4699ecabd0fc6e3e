import { inWords } from '../ui/parts.tsx'
import type { CriterionWords } from './types.ts'
import { useWords } from './words.ts'

interface CriterionTextProps {
  readonly words: readonly CriterionWords[]
  /** What is said of sensors is long and seldom changed: shown on demand. */
  readonly brief?: true
}

/** A criterion in plain words, part by part. */
export function CriterionText({ words, brief }: CriterionTextProps) {
  const { t } = useWords()
  const folded = brief === true ? words.filter((it) => it.topic === 'evidence') : []
  return (
    <>
      <dl className="criteria-text">
        {words
          .filter((it) => !folded.includes(it))
          .map((it) => (
            <div key={it.topic} className={`criteria-topic-${it.topic}`}>
              <dt>{t(`words.${it.topic}`)}</dt>
              <dd>{inWords(it)}</dd>
            </div>
          ))}
      </dl>
      {folded.map((it) => (
        <details key={it.topic}>
          <summary>{t(`words.${it.topic}`)}</summary>
          <p className="small">{inWords(it)}</p>
        </details>
      ))}
    </>
  )
}

/** Its first sentence: when it fires. */
export function firesWhen(words: readonly CriterionWords[]): string {
  const when = words.find((it) => it.topic === 'when')
  return when === undefined ? '' : inWords(when)
}
