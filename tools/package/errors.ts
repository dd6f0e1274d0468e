// Why a package could not be built.

export type PackageErrorCode =
  /** A file of the tree is not as the package expects it. */
  | 'tree'
  /** A bundled npm package is missing, or says too little of itself. */
  | 'dependency'
  /** A program that the build needs failed or is missing. */
  | 'program';

export class PackageError extends Error {
  override readonly name = 'PackageError';
  readonly code: PackageErrorCode;

  constructor(code: PackageErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
