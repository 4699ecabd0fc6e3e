import type { Language } from '../criteria/reason-text.ts'
import type { Level } from '../domain/criterion.ts'
import type { EpochMs } from '../domain/time.ts'
import { type CsvColumn, csvTime } from './csv.ts'

/** One route that a firm had taken and that is over. */
export interface FinishedRow {
  readonly orderId: string
  readonly routeId: string
  readonly name: string
  readonly block: string
  readonly level: Level
  readonly state: 'completed' | 'withdrawn'
  readonly lengthM: number
  readonly acceptedAtMs: EpochMs | null
  readonly startedAtMs: EpochMs | null
  readonly endedAtMs: EpochMs
  readonly workMinutes: number | null
  readonly note: string | null
}

const HEADINGS = {
  ja: ['路線', '工区', '種別', '結果', '延長(m)', '受諾', '開始', '終了', '作業時間(分)', '備考', '路線ID', '指令ID'],
  en: [
    'route',
    'block',
    'kind',
    'result',
    'length_m',
    'accepted',
    'started',
    'ended',
    'work_min',
    'note',
    'route_id',
    'order_id',
  ],
} as const
const LEVEL = { standby: { ja: '待機', en: 'stand-by' }, dispatch: { ja: '出動', en: 'dispatch' } } as const
const RESULT = { completed: { ja: '完了', en: 'done' }, withdrawn: { ja: '取消', en: 'called off' } } as const

/** The columns of a firm's own work, times on the wall clock of `timeZone`. */
export function finishedColumns(language: Language, timeZone: string): CsvColumn<FinishedRow>[] {
  const values: CsvColumn<FinishedRow>[1][] = [
    (it) => it.name,
    (it) => it.block,
    (it) => LEVEL[it.level][language],
    (it) => RESULT[it.state][language],
    (it) => it.lengthM,
    (it) => csvTime(it.acceptedAtMs, timeZone),
    (it) => csvTime(it.startedAtMs, timeZone),
    (it) => csvTime(it.endedAtMs, timeZone),
    (it) => it.workMinutes,
    (it) => it.note,
    (it) => it.routeId,
    (it) => it.orderId,
  ]
  return values.map((value, index) => [HEADINGS[language][index] ?? '', value])
}
