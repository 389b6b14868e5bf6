import { useEffect, type ReactNode } from "react";

interface PageProps {
  /** The heading, and the document's title. */
  readonly title: string;
  /** Beside the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, aside, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Stockfeed`;
  }, [title]);
  return (
    <div className="page">
      <div className="page__head">
        <h1>{title}</h1>
        {aside}
      </div>
      {children}
    </div>
  );
}

interface PanelProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, under a heading of level 2. */
export function Panel({ title, aside, children }: PanelProps) {
  return (
    <section className="panel">
      <div className="panel__head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
