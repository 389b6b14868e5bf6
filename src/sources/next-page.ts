/** The address of `rel="next"` in a Link header (RFC 8288); null without one. */
export function nextPage(link: string | null, base: string): string | null {
  for (const [, target = "", parameters = ""] of (link ?? "").matchAll(/<([^<>]*)>([^<>]*)/g)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))/i.exec(parameters);
    const relations = (rel?.[1] ?? rel?.[2] ?? "").toLowerCase().split(/\s+/);
    if (relations.includes("next") && URL.canParse(target, base)) return new URL(target, base).href;
  }
  return null;
}
