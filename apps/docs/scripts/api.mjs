// Writes `api/`: the reference pages of every published package, from its doc comments.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, Converter, ReflectionKind } from 'typedoc';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = fileURLToPath(new URL('../../../packages', import.meta.url));

/** The name typedoc gives an entry -> the name it is imported by. @type {Map<string, string>} */
const entries = new Map();
/** @type {string[]} */
const files = [];
for (const folder of readdirSync(packages)) {
  const file = `${packages}/${folder}/package.json`;
  if (!existsSync(file)) continue;
  const { name, private: isPrivate, exports } = JSON.parse(readFileSync(file, 'utf8'));
  if (isPrivate === true) continue;
  for (const [path, { '@yuragi/source': source }] of Object.entries(exports)) {
    entries.set(`${folder}/${source.slice(2).replace(/(\/index)?\.ts$/, '')}`, name + path.slice(1));
    files.push(`${packages}/${folder}/${source.slice(2)}`);
  }
}

/**
 * A doc comment in the form typedoc keeps whole: examples begin on a line of their own, the error of `@throws` is code (a
 * brace would be a type, and dropped), and an equation, which stands two spaces in, is a block of code.
 * @param {string} comment
 */
function adapt(comment) {
  return comment
    .replace(/@example[ \t]*(?:\(([^)\n]*)\))?[ \t]*```ts doctest[^\n]*/g, '@example $1\n * ```ts')
    .replace(/\{([A-Z]\w*Error)\}/g, '`$1`')
    .replace(/(\n[ \t]*\*)[ \t]*((?:\n[ \t]*\* {3,}\S[^\n]*)+)(?=\n[ \t]*\*(?:[ \t]*\n|\/))/g, '$1$1 ```text$2$1 ```');
}

// Typedoc reads sources through the compiler, which reads them through this.
const { readFile } = ts.sys;
ts.sys.readFile = (path, encoding) => {
  const text = readFile(path, encoding);
  return path.startsWith(packages) ? text?.replace(/\/\*\*[\s\S]*?\*\//g, adapt) : text;
};

rmSync(`${root}/api`, { recursive: true, force: true });
/** Typedoc's options and its plugins'. @type {Partial<import('typedoc').TypeDocOptions> & Record<string, unknown>} */
const options = {
  name: 'API',
  plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
  entryPoints: files,
  tsconfig: `${root}/tsconfig.api.json`,
  out: `${root}/api`,
  docsRoot: root,
  readme: 'none',
  disableSources: true,
  disableGit: true,
  excludeInternal: true,
  excludePrivate: true,
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  sanitizeComments: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  router: 'module',
  useHTMLAnchors: true,
  useCodeBlocks: true,
  expandObjects: true,
  logLevel: 'Warn',
};
const app = await Application.bootstrapWithPlugins(options);
app.converter.on(Converter.EVENT_CREATE_PARAMETER, (_, parameter) => {
  if (parameter.name === '__namedParameters') parameter.name = 'options';
});
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const module of project.getReflectionsByKind(ReflectionKind.Module))
    module.name = entries.get(module.name) ?? module.name;
});
const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
await app.generateOutputs(project);
if (app.logger.hasErrors()) process.exit(1);
