import { areaWords } from '../../shared/words.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'

export const useWords = areaWords('series', ja, en)
export type T = ReturnType<typeof useWords>['t']
