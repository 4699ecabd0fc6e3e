/**
 * The columns of CSV files: the field of the district file each stands for, what spreadsheets here and elsewhere call
 * it, and an example. Templates and reading go by this one table.
 */

import { toHiragana } from '../domain/kana.ts'

export const CSV_SECTIONS = ['routes', 'devices', 'contractors'] as const
export type CsvSection = (typeof CSV_SECTIONS)[number]

export interface CsvColumn {
  readonly field: string
  readonly ja: string
  readonly en: string
  readonly example: string
  /** Other headings that lists of others have for it. */
  readonly also?: readonly string[]
}

/** What registers of roads, address lists and OpenStreetMap call the reading of a name. */
const READINGS = [
  ...['読み', 'よみ', '読み仮名', 'よみがな', 'ふりがな', '振り仮名', 'かな', 'かな名', '名称かな', '名称読み'],
  ...['路線名かな', '路線名よみがな', '路線名よみ', '路線名読み', '路線かな', '路線よみ'],
  ...['kana', 'furigana', 'yomi', 'reading'],
  ...['name:ja_kana', 'name:ja-Hira'],
]
const BLOCK_READINGS = [
  '工区名かな',
  '工区名よみ',
  '工区名読み',
  '工区かな',
  '工区よみ',
  'block_kana',
  'block_name_kana',
]

export const CSV_COLUMNS: Readonly<Record<CsvSection, readonly CsvColumn[]>> = {
  routes: [
    { field: 'id', ja: '路線ID', en: 'Route ID', example: 'r-ekimae' },
    { field: 'name', ja: '路線名', en: 'Name', example: '駅前通り線' },
    { field: 'nameKana', ja: '路線名ふりがな', en: 'Name in kana', example: 'えきまえどおりせん', also: READINGS },
    { field: 'block', ja: '工区ID', en: 'Block ID', example: 'b-chuo' },
    { field: 'blockName', ja: '工区名', en: 'Block name', example: '中央工区' },
    {
      field: 'blockNameKana',
      ja: '工区名ふりがな',
      en: 'Block name in kana',
      example: 'ちゅうおうこうく',
      also: BLOCK_READINGS,
    },
    { field: 'roadClass', ja: '道路種別', en: 'Road class', example: 'bus' },
    { field: 'lengthM', ja: '延長(m)', en: 'Length (m)', example: '1350' },
    { field: 'plowMinutes', ja: '除雪時間(分)', en: 'Plowing time (min)', example: '35' },
    { field: 'deadline', ja: '完了時刻', en: 'Deadline', example: '06:00' },
  ],
  devices: [
    { field: 'id', ja: '機器ID', en: 'Device ID', example: 'snow-ekimae-1' },
    { field: 'kind', ja: '種類', en: 'Kind', example: 'ultrasonic' },
    { field: 'route', ja: '路線ID', en: 'Route ID', example: 'r-ekimae' },
    { field: 'surface', ja: '測る場所', en: 'Surface', example: 'carriageway' },
    { field: 'measures', ja: '測定値', en: 'Measures', example: 'distance' },
    { field: 'mountHeightMm', ja: '設置高さ(mm)', en: 'Mounting height (mm)', example: '3000' },
    { field: 'temperatureCompensated', ja: '温度補正済み', en: 'Temperature compensated', example: '' },
    { field: 'lat', ja: '緯度', en: 'Latitude', example: '40.823' },
    { field: 'lon', ja: '経度', en: 'Longitude', example: '140.7052' },
    { field: 'intervalS', ja: '送信間隔(秒)', en: 'Interval (s)', example: '600' },
    { field: 'codec', ja: '通信形式', en: 'Codec', example: '' },
    { field: 'payloadFormat', ja: 'データ形式', en: 'Payload format', example: '' },
    { field: 'devEui', ja: 'DevEUI', en: 'DevEUI', example: '' },
  ],
  contractors: [
    { field: 'id', ja: '事業者ID', en: 'Contractor ID', example: 'kita' },
    { field: 'name', ja: '事業者名', en: 'Name', example: '北建設' },
    { field: 'phone', ja: '電話番号', en: 'Telephone', example: '017-000-0000' },
    { field: 'email', ja: 'メールアドレス', en: 'E-mail', example: '' },
    { field: 'webhookUrl', ja: 'Webhook URL', en: 'Webhook URL', example: '' },
    { field: 'capacity', ja: '同時に担当できる路線数', en: 'Routes at a time', example: '3' },
  ],
}

/** What people write for the words of the district file. */
const SPOKEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kind: { 超音波: 'ultrasonic', カメラ: 'camera' },
  surface: { 車道: 'carriageway', 路側: 'roadside', 路肩: 'roadside' },
  measures: { 距離: 'distance', 積雪深: 'depth' },
}
const YES = ['true', 'yes', 'はい', '○', '有']
const NO = ['false', 'no', 'いいえ', '×', '無']

/** The word of the district file for what a cell says; a cell that says nothing of the kind is given back as it is. */
export function spokenWord(field: string, cell: string): string {
  const words = SPOKEN[field]
  const word = cell.normalize('NFKC')
  // a cell may say `constructor`
  return (words !== undefined && Object.hasOwn(words, word) ? words[word] : undefined) ?? cell
}

/** True or false as people write it; undefined for anything else. */
export function spokenBoolean(cell: string): boolean | undefined {
  const word = cell.toLowerCase()
  if (YES.includes(word)) return true
  return NO.includes(word) ? false : undefined
}

/** A heading as it is compared: width, case, kind of kana, blanks, `_`, `-` and a unit in brackets do not matter. */
function plainHeading(heading: string): string {
  return (
    toHiragana(heading.normalize('NFKC'))
      .toLowerCase()
      // 路線名（よみ） is no 路線名
      .replaceAll(/\((よみ|読み|よみがな|ふりがな|かな)\)/g, '$1')
      .replaceAll(/\([^)]*\)/g, '')
      .replaceAll(/[_\s-]/g, '')
  )
}

const BY_HEADING = new Map(
  CSV_SECTIONS.map((section) => {
    const named = CSV_COLUMNS[section].flatMap((column) =>
      [column.field, column.ja, column.en, ...(column.also ?? [])].map((it) => [plainHeading(it), column] as const),
    )
    return [section, new Map(named)]
  }),
)

/** The column a heading stands for, by its field, its name in either language or another that is usual. */
export function columnOf(section: CsvSection, heading: string): CsvColumn | undefined {
  return BY_HEADING.get(section)?.get(plainHeading(heading))
}

/** Without it Excel takes UTF-8 for something else. */
const BYTE_ORDER_MARK = '\uFEFF'

/** A file to begin with: headings and one example row, as Excel opens it. */
export function csvTemplate(section: CsvSection, language: 'ja' | 'en'): string {
  const columns = CSV_COLUMNS[section]
  const lines = [columns.map((it) => it[language]), columns.map((it) => it.example)]
  return `${BYTE_ORDER_MARK}${lines.map((it) => it.join(',')).join('\r\n')}\r\n`
}
