interface Range {
  /** `type/subtype`, either of them perhaps `*`. */
  readonly media: string;
  /** 0: not this. */
  readonly weight: number;
  /** Its place in the header, where clients name first what they like best. */
  readonly place: number;
}

/**
 * What to answer with, by RFC 9110: of what is offered (`type/subtype`, the server's favourite
 * first) that which the header `Accept` likes best; undefined: it takes none.
 */
export function chooseMedia<Offered extends string>(
  accept: string | undefined,
  offered: readonly Offered[],
): Offered | undefined {
  if (accept === undefined || accept.trim() === "" || accept === "*/*") return offered[0];
  // As most clients send it.
  const plain = offered.find((media) => media === accept);
  if (plain !== undefined) return plain;
  const ranges = accept.split(",").map(rangeOf);
  const [best] = offered
    .flatMap((media) => {
      const range = closest(ranges, media);
      return range && range.weight > 0 ? [{ media, range }] : [];
    })
    .sort((a, b) => b.range.weight - a.range.weight || a.range.place - b.range.place);
  return best?.media;
}

/** The most particular of the ranges that mean it. */
function closest(ranges: readonly Range[], media: string): Range | undefined {
  const [type] = media.split("/");
  const named = (name: string) => ranges.find((range) => range.media === name);
  return named(media) ?? named(`${type}/*`) ?? named("*/*");
}

function rangeOf(text: string, place: number): Range {
  const [media = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  return { media, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0, place };
}
