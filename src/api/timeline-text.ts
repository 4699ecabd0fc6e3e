/** What a step in an order's life was, in words for people; figures and reasons stand beside it. */

interface Words {
  readonly ja: string
  readonly en: string
}

const TEXT: Readonly<Record<string, Words>> = {
  'order.proposed': { ja: '出動を提案', en: 'Proposed' },
  'order.requested': { ja: '出動を要請', en: 'Requested' },
  'order.accepted': { ja: '事業者が受諾', en: 'Accepted' },
  'order.started': { ja: '作業開始', en: 'Work begun' },
  'order.progressed': { ja: '進捗報告', en: 'Progress reported' },
  'order.completed': { ja: '作業完了', en: 'Completed' },
  'order.rejected': { ja: '提案を却下', en: 'Turned down' },
  'order.withdrawn': { ja: '要請を取消', en: 'Taken back' },
  'order.alarm': { ja: '引き受ける事業者なし：職員の対応が必要', en: 'Nobody took it: an officer must act' },
  'order.at-risk': { ja: '期限に間に合わないおそれ', en: 'The deadline is at risk' },
  'order.deadline-missed': { ja: '期限に間に合わない', en: 'The deadline can no longer be met' },
  'order.start-corrected': { ja: '開始時刻を訂正', en: 'Start set right' },
  'order.passed-over': { ja: '打診しなかった事業者', en: 'Contractors that were not asked' },
  'order.no-longer-needed': { ja: '出動基準を下回った', en: 'No longer needed by its criterion' },
  'order.contractor-chosen': { ja: '職員が事業者を指名', en: 'An officer chose the contractor' },
  'order.reoffered': { ja: '名簿の最初から再打診', en: 'The roster is asked anew' },
  'order.deadline-changed': { ja: '期限を変更', en: 'Deadline changed' },
  'offer.created': { ja: '事業者に打診', en: 'Contractor asked' },
  'offer.delivered': { ja: '事業者に到達', en: 'Delivered to the contractor' },
  'offer.read': { ja: '事業者が確認', en: 'Read by the contractor' },
  'offer.accepted': { ja: '打診を受諾', en: 'Offer accepted' },
  'offer.declined': { ja: '打診を辞退', en: 'Offer declined' },
  'offer.expired': { ja: '回答期限切れ', en: 'No answer in time' },
  'offer.withdrawn': { ja: '打診を取消', en: 'Offer taken back' },
}

/** The step in words; its type itself where there are none. */
export function timelineText(type: string): Words {
  return TEXT[type] ?? { ja: type, en: type }
}
