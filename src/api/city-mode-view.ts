import { type Static, Type } from 'typebox'
import { cityModeText } from '../criteria/city-mode-text.ts'
import type { CityMode, CityModeTest } from '../domain/city-mode.ts'
import { toIso } from '../domain/time.ts'
import type { SavedCityModeState, StoredCityMode } from '../store/city-modes/city-mode-row.ts'
import { nullableTime, oneOf, record } from './schema.ts'
import { isoOrNull } from './times.ts'

const Sentence = record({ ja: Type.String(), en: Type.String() })

const StateView = record({
  active: Type.Boolean(),
  since: nullableTime('Since when it stands so; null: it was never judged.'),
  by: oneOf(['rule', 'officer'], 'What the measured snow says, or what an officer declared.'),
  until: nullableTime('Until when the officer’s word stands; null: until it is taken back, or there is none.'),
  clearingSince: nullableTime('Since when no test has held, while it is on; null: one holds.'),
  judgedAt: nullableTime('When the reasons were last written.'),
  reasons: Type.Array(Sentence),
})

export const CityModeView = record(
  {
    id: Type.String(),
    version: Type.Integer(),
    name: Type.String(),
    devices: Type.Array(Type.String(), { description: 'Reference points; empty: every snow sensor.' }),
    vote: Type.Unsafe<CityMode['vote']>({
      anyOf: [{ type: 'integer' }, { type: 'string', enum: ['majority'] }],
      description: 'Usable points that must say so.',
    }),
    any: Type.Array(
      Type.Unsafe<CityModeTest>({
        type: 'object',
        required: ['kind', 'comparison', 'triggerCm'],
        properties: {
          kind: { type: 'string', enum: ['snowfall', 'depth'] },
          windowH: { type: 'integer' },
          comparison: { type: 'string', enum: ['at-least', 'above'] },
          triggerCm: { type: 'number' },
        },
      }),
      { description: 'Tests of which one is enough; none: only officers declare it.' },
    ),
    releaseH: Type.Number({ description: 'It ends once no test has held for this long, hours.' }),
    priorities: Type.Unsafe<CityMode['priorities']>({
      type: 'object',
      additionalProperties: { type: 'integer' },
      description: 'Priority of orders by road class while it is on, 1 (first) to 9.',
    }),
    state: StateView,
  },
  { $id: 'CityMode' },
)

/** A mode and how it stands, reasons in words. */
export function cityModeView(mode: StoredCityMode, state: SavedCityModeState | undefined): Static<typeof CityModeView> {
  const { authorityId: _, ...fields } = mode
  return { ...fields, devices: [...mode.devices], any: [...mode.any], state: stateView(state) }
}

function stateView(state: SavedCityModeState | undefined): Static<typeof StateView> {
  if (state === undefined) {
    return { active: false, since: null, by: 'rule', until: null, clearingSince: null, judgedAt: null, reasons: [] }
  }
  return {
    active: state.active,
    since: toIso(state.sinceMs),
    by: state.by,
    until: isoOrNull(state.untilMs),
    clearingSince: isoOrNull(state.clearingSinceMs),
    judgedAt: toIso(state.judgedAtMs),
    reasons: state.reasons.map((it) => ({ ja: cityModeText(it, 'ja'), en: cityModeText(it, 'en') })),
  }
}
