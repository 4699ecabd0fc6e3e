import shipped from './model.json' with { type: 'json' }
import type { Model } from './model.ts'
import { unpackModel } from './packed-model.ts'

/** The model that comes with the code. How it was made: docs/prediction.md. */
export const MODEL: Model = unpackModel(shipped)
