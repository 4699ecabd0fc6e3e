/**
 * How long a text message may be. One part holds 160 characters of the GSM alphabet or 70 UTF-16 units; a message of
 * several parts loses seven octets of each to its header: 153 and 67 (3GPP TS 23.038 and 23.040).
 */

export const MOST_PARTS = 2
const SINGLE = { gsm: 160, ucs2: 70 } as const
const JOINED = { gsm: 153, ucs2: 67 } as const

/** The GSM 7 bit default alphabet (3GPP TS 23.038, 6.2.1), without the escape. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Its extension: an escape and a character (6.2.1.1). */
const EXTENDED = new Set('\f^{}\\[~]|€')

/** How many parts a text takes. */
export function smsParts(text: string): number {
  let septets = 0
  for (const character of text) {
    if (BASIC.has(character)) septets += 1
    else if (EXTENDED.has(character)) septets += 2
    else return parts(text.length, SINGLE.ucs2, JOINED.ucs2)
  }
  return parts(septets, SINGLE.gsm, JOINED.gsm)
}

function parts(units: number, single: number, joined: number): number {
  return units <= single ? 1 : Math.ceil(units / joined)
}

/**
 * The first of several wordings, longest first, that fits `MOST_PARTS` together with the link. When none does the last
 * is cut; the link never is.
 */
export function fitSms(wordings: readonly string[], link: string | null): string {
  const tail = link === null ? '' : ` ${link}`
  const fitting = wordings.find((it) => smsParts(it + tail) <= MOST_PARTS)
  if (fitting !== undefined) return fitting + tail
  const characters = [...(wordings.at(-1) ?? '')]
  while (characters.length > 0 && smsParts(`${characters.join('')}…${tail}`) > MOST_PARTS) characters.pop()
  return `${characters.join('')}…${tail}`
}
