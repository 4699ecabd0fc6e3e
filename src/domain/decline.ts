/** Why a contractor cannot take an order, as codes that can be counted; the words beside it are its own. */
export const DECLINE_CODES = [
  'no-crew',
  'no-machine',
  'breakdown',
  'at-capacity',
  'road-blocked',
  'too-late',
  'other',
] as const
export type DeclineCode = (typeof DECLINE_CODES)[number]

/** For people, where the contractor gave no words of its own. */
export const DECLINE_TEXT: Readonly<Record<DeclineCode, { readonly ja: string; readonly en: string }>> = {
  'no-crew': { ja: '運転手がいない', en: 'No crew is free' },
  'no-machine': { ja: '空いている除雪機械がない', en: 'No machine is free' },
  breakdown: { ja: '機械の故障', en: 'A machine has broken down' },
  'at-capacity': { ja: '受けられる路線数の上限', en: 'No more routes can be carried' },
  'road-blocked': { ja: '現場へ行けない', en: 'The route cannot be reached' },
  'too-late': { ja: '期限に間に合わない', en: 'The deadline cannot be met' },
  other: { ja: 'その他', en: 'Another reason' },
}
