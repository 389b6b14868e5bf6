import type { ButtonHTMLAttributes } from "react";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "disabled"> {
  readonly kind?: "plain" | "primary" | "danger" | "quiet";
  /** It is being done: the button stays where the focus is, and does nothing. */
  readonly pending?: boolean;
  readonly disabled?: boolean;
}

export function Button({
  kind = "plain",
  type = "button",
  pending = false,
  disabled = false,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`button button--${kind}`}
      disabled={disabled}
      aria-disabled={pending || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
      {pending && <span className="button__spinner" aria-hidden="true" />}
    </button>
  );
}
