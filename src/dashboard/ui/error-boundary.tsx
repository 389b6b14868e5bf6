import { Component, type ReactNode } from "react";
import { ErrorNote } from "./notes.js";

interface State {
  readonly error: Error | null;
}

/** A page that breaks leaves the shell standing. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <ErrorNote error={error} code="PAGE_BROKE" onRetry={() => this.setState({ error: null })} />;
  }
}
