import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiProblem, apiSend, type FieldProblem } from '../../shared/api-client.ts'
import { currentLanguage } from '../../shared/language.ts'
import type { Checked, CriterionBody } from './types.ts'

/** Typing goes on meanwhile; a check takes a few milliseconds. */
const PAUSE_MS = 200

export interface Check {
  /** The answer to the last text that was right; undefined: there was none yet. */
  readonly checked: Checked | undefined
  readonly problems: readonly FieldProblem[]
  /** `checked` is the answer to what now stands in the form. */
  readonly current: boolean
  /** Anything but a mistake in the form. */
  readonly failed: ApiProblem | null
}

/** What the service makes of the criterion in the form, renewed as one types. */
export function useCheck(body: CriterionBody): Check {
  const text = JSON.stringify(body)
  const settled = useSettled(text)
  const last = useRef<Checked | undefined>(undefined)
  const query = useQuery<Checked, ApiProblem>({
    // problems are told in the page's language
    queryKey: ['/api/v1/criteria/check', settled, currentLanguage()],
    queryFn: async ({ signal }) => {
      const { id, ...rest } = JSON.parse(settled) as CriterionBody
      const asked = id === '' ? rest : { id, ...rest }
      return (await apiSend<Checked>('POST', '/api/v1/criteria/check', asked, { signal })).data
    },
    gcTime: 60_000,
    refetchInterval: false,
    retry: (count, error) => count < 2 && (error.status === 0 || error.status >= 500),
  })
  if (query.data !== undefined) last.current = query.data
  const { error } = query
  const mistaken = error !== null && error.problems.length > 0
  return {
    checked: last.current,
    problems: mistaken ? error.problems : [],
    current: settled === text && query.data !== undefined && !query.isFetching,
    failed: error instanceof ApiProblem && !mistaken ? error : null,
  }
}

/** A text once it has rested for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
