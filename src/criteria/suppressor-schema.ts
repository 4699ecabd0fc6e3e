import { type Static, Type } from 'typebox'

/** Suppressors and decision times as people write them. */

function closed<P extends Parameters<typeof Type.Object>[0]>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

/** 12 h is how far ahead decisions look (predict/situation.ts, LEADS_H). */
const WithinH = Type.Optional(Type.Number({ minimum: 1, maximum: 12, description: 'hours ahead that are looked at' }))

export const SuppressorSchema = Type.Union(
  [
    closed({
      kind: Type.Literal('warming'),
      airTempC: Type.Optional(
        Type.Number({ minimum: -5, maximum: 15, description: 'mean air temperature ahead that holds it back, °C' }),
      ),
      withinH: WithinH,
    }),
    closed({
      kind: Type.Literal('rain'),
      rainMm: Type.Optional(
        Type.Number({ minimum: 0.1, maximum: 200, description: 'rain ahead that holds it back, mm' }),
      ),
      withinH: WithinH,
    }),
    closed({
      kind: Type.Literal('too-late'),
      marginMin: Type.Optional(
        Type.Number({ minimum: 0, maximum: 360, description: 'minutes to spare before the deadline' }),
      ),
    }),
    closed({
      kind: Type.Literal('compacted'),
      share: Type.Optional(
        Type.Number({ minimum: 0.05, maximum: 0.95, description: 'share of the new snow that still lies' }),
      ),
    }),
  ],
  { description: 'why a rule that fires is held back' },
)
export type SuppressorInput = Static<typeof SuppressorSchema>

export const DecideAtSchema = Type.Union(
  [
    Type.Literal('continuous'),
    closed({
      cron: Type.Array(
        Type.String({
          minLength: 9,
          maxLength: 100,
          description: 'minute hour day month weekday, such as 0 21 * * *',
        }),
        { minItems: 1, description: 'cron expressions' },
      ),
      windowMin: Type.Optional(
        Type.Number({ minimum: 1, maximum: 720, description: 'how long after each it may still fire, minutes' }),
      ),
    }),
  ],
  { description: 'continuous, or fixed times as an object with cron and windowMin' },
)
export type DecideAtInput = Static<typeof DecideAtSchema>
