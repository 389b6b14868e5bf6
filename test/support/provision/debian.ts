import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const POLICY = "/usr/sbin/policy-rc.d";

export const canInstall = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

/** Installs programs, and starts none of the system's own servers with them. */
export function installPackages(packages: string[]): void {
  const ownPolicy = !existsSync(POLICY);
  // Debian's way to say that a package being installed may start no service.
  if (ownPolicy) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    apt("update");
    apt("install", "-y", "--no-install-recommends", ...packages);
  } finally {
    if (ownPolicy) rmSync(POLICY);
  }
}

interface PackagedProgram {
  readonly debianPackage: string;
  /** Within the package, such as `usr/bin/name`. */
  readonly path: string;
}

/** Puts one program of a package into a folder of ours, and installs nothing. */
export function extractProgram({ debianPackage, path }: PackagedProgram, into: string): void {
  const scratch = mkdtempSync(join(tmpdir(), "stockfeed-package-"));
  try {
    apt("update");
    execFileSync("apt-get", ["-qq", "-o", "APT::Sandbox::User=root", "download", debianPackage], {
      cwd: scratch,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [archive] = readdirSync(scratch);
    if (archive === undefined) throw new Error(`apt-get downloaded nothing for ${debianPackage}`);
    execFileSync("dpkg-deb", ["-x", archive, "."], { cwd: scratch });
    mkdirSync(into, { recursive: true });
    copyFileSync(join(scratch, path), join(into, basename(path)));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function apt(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
}
