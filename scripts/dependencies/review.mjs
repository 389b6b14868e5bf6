// What must hold of a lockfile, by the file alone.

/** A version or a range of the registry: neither an address nor a folder, a repository or another package. */
const RANGE = /^[~^]?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const DIRECT = ["dependencies", "devDependencies", "optionalDependencies"];

/** @returns what is wrong, a line each. */
export function review(lock, accepted) {
  const { "": root, ...rest } = lock.packages;
  const packages = Object.entries(rest).map(([path, entry]) => ({ path, name: nameOf(path), ...entry }));
  return [
    ...directs(root),
    ...packages.flatMap((each) => [...origin(each), ...licence(each, accepted), ...script(each, accepted)]),
    ...copies(packages, accepted),
    ...unused(packages, accepted),
  ];
}

function nameOf(path) {
  return path.split("node_modules/").at(-1);
}

function directs(root) {
  return DIRECT.flatMap((kind) => Object.entries(root[kind] ?? {}))
    .filter(([, range]) => !RANGE.test(range))
    .map(([name, range]) => `${name}: "${range}" is no version of the registry's.`);
}

/** By its hash alone what is installed is what was reviewed, wherever it comes from. */
function origin({ path, name, link, inBundle, integrity, resolved }) {
  if (link || inBundle) return [`${path}: it is no package of the registry's of its own.`];
  if (!/^sha512-[\w+/]{86}==$/.test(integrity ?? "")) return [`${path}: it has no sha512 integrity.`];
  // .npmrc leaves addresses out: the hash says what is meant, and no host is wired in.
  return resolved === undefined ? [] : [`${name}: an address is in the lockfile: ${resolved}.`];
}

function licence({ path, name, license, dev }, { licences, otherLicences }) {
  if (dev || licences.includes(license) || otherLicences[name]?.licence === license) return [];
  return [`${path}: its licence, ${license ?? "none"}, was not accepted.`];
}

function script({ path, name, hasInstallScript }, { installScripts }) {
  const known = Object.keys(installScripts).some((each) => matches(each, name));
  return hasInstallScript && !known ? [`${path}: it runs a script when it is installed.`] : [];
}

function matches(pattern, name) {
  return pattern.endsWith("/*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

function copies(packages, { once }) {
  return Object.keys(once).flatMap((name) => {
    const versions = packages.filter((each) => each.name === name && !each.dev).map(({ version }) => version);
    return versions.length > 1 ? [`${name}: there are ${versions.join(" and ")}. ${once[name]}`] : [];
  });
}

/** What was accepted for a package that is gone must not be accepted of the next one by that name. */
function unused(packages, { installScripts, otherLicences }) {
  const isThere = (pattern) => packages.some(({ name }) => matches(pattern, name));
  return [...Object.keys(installScripts), ...Object.keys(otherLicences)]
    .filter((pattern) => !isThere(pattern))
    .map((pattern) => `${pattern}: accepted, but there is no such package.`);
}
