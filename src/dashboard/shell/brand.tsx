export function Brand() {
  return (
    <span className="brand">
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" />
        <path d="M7 22h4v4H7zM14 15h4v11h-4zM21 8h4v18h-4z" />
      </svg>
      <span className="brand__name">Stockfeed</span>
    </span>
  );
}
