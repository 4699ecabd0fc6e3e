import type { Comparison } from '../domain/criterion.ts'

/** Whether a value has reached a trigger: 10 cm at a trigger of 10 cm has for `at-least`, and has not for `above`. */
export function reaches(value: number, trigger: number, comparison: Comparison): boolean {
  switch (comparison) {
    case 'at-least':
      return value >= trigger
    case 'above':
      return value > trigger
  }
}
