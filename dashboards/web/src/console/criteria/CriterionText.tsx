import { inWords } from '../ui/parts.tsx'
import type { CriterionWords } from './types.ts'
import { useWords } from './words.ts'

/** A criterion in plain words, part by part. */
export function CriterionText({ words }: { readonly words: readonly CriterionWords[] }) {
  const { t } = useWords()
  return (
    <dl className="criteria-text">
      {words.map((it) => (
        <div key={it.topic} className={`criteria-topic-${it.topic}`}>
          <dt>{t(`words.${it.topic}`)}</dt>
          <dd>{inWords(it)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Its first sentence: when it fires. */
export function firesWhen(words: readonly CriterionWords[]): string {
  const when = words.find((it) => it.topic === 'when')
  return when === undefined ? '' : inWords(when)
}
