import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Where the test of a file of lib/ or bin/ is: `lib/a/b.ts` has `test/a/b.test.ts`, `bin/c.ts` has `test/bin/c.test.ts`. */
export function testOf(file: string): string {
  return `test/${file.replace(/^lib\//, '').replace(/\.ts$/, '.test.ts')}`;
}

/** Whether the compiled module of a file exports anything. A file of types alone does not. */
export function hasExports(file: string): boolean {
  return exportsAtRunTime(readFileSync(file, 'utf8'));
}

/** Whether TypeScript source exports anything once it is compiled. */
export function exportsAtRunTime(source: string): boolean {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const { statements } = ts.createSourceFile('module.js', outputText, ts.ScriptTarget.ES2023);
  return statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return true;
    if (!ts.isExportDeclaration(statement)) {
      const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
      return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
    }
    const { exportClause } = statement;
    return (
      exportClause === undefined || ts.isNamespaceExport(exportClause) || exportClause.elements.length > 0
    );
  });
}
