/** A private key as a JSON Web Key, named by its thumbprint. */
export interface SigningKey {
  readonly kid: string;
  readonly [member: string]: unknown;
}

/** Where the embedded issuer keeps its key, so that every node signs and trusts the same. */
export interface SigningKeys {
  /** @returns null when none was saved yet. */
  load(): Promise<SigningKey | null>;
  /**
   * Saves the key unless there is one already.
   *
   * @returns the one that is kept: another node may have been first.
   */
  save(key: SigningKey): Promise<SigningKey>;
}
