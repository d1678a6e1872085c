// The Kubernetes API as TypeScript types: a misspelt field is an excess property, a wrong value a wrong type, both errors of the compiler.
import ts from 'typescript';

const modules = {
  v1: 'core/v1', 'apps/v1': 'apps/v1', 'policy/v1': 'policy/v1', 'networking.k8s.io/v1': 'networking/v1', 'rbac.authorization.k8s.io/v1': 'rbac/v1', 'scheduling.k8s.io/v1': 'scheduling/v1',
};

/** Checks objects; returns one line for each fault. Objects of other APIs (the Prometheus operator's) have no types here and are named in `unknown`. */
export function checkTypes(objects) {
  const lines = [];
  const unknown = new Set();
  objects.forEach(({ name, object }, index) => {
    const module = modules[object.apiVersion];
    if (!module) { unknown.add(`${object.apiVersion} ${object.kind}`); return; }
    lines.push(`/* ${name} */ export const o${index}: import('kubernetes-types/${module}').${object.kind} = ${JSON.stringify(object)};`);
  });

  const file = 'objects.ts';
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const text = lines.join('\n');
  host.fileExists = path => path === file || fileExists(path);
  host.readFile = path => path === file ? text : readFile(path);
  host.getSourceFile = (path, version) => path === file ? ts.createSourceFile(file, text, version, true) : getSourceFile(path, version);
  const faults = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map(diagnostic => {
    const line = diagnostic.start === undefined ? '' : text.slice(0, diagnostic.start).split('\n').at(-1).slice(0, 100);
    return `${line}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  });
  return { faults, unknown: [...unknown], checked: lines.length };
}
