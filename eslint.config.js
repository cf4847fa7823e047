import tseslint from 'typescript-eslint';

/** Rooms outside which the machine must not be touched: design rule "process.env, the clock, randomness, fs and child_process in host/ and main.ts only". */
const machineOnlyInHost = {
  'no-restricted-imports': [
    'error',
    {
      paths: ['fs', 'node:fs', 'fs/promises', 'node:fs/promises', 'child_process', 'node:child_process', 'execa'].map(
        (name) => ({ name, message: 'Only src/host and src/main.ts touch the machine.' }),
      ),
    },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only src/host and src/main.ts read the environment.' },
    { object: 'Date', property: 'now', message: 'The clock belongs to src/host and src/main.ts.' },
    { object: 'Math', property: 'random', message: 'Randomness belongs to src/host and src/main.ts.' },
  ],
};

export default tseslint.config(
  { ignores: ['build/', 'coverage/', 'node_modules/', '.demo/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/*.mjs', 'bench/*.mjs'] } },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  { files: ['src/**/*.ts'], ignores: ['src/host/**', 'src/main.ts'], rules: machineOnlyInHost },
  {
    files: ['*.config.ts', '*.config.js', 'scripts/**', 'test/build-charm.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  { files: ['scripts/*.mjs', 'bench/*.mjs', 'eslint.config.js'], ...tseslint.configs.disableTypeChecked },
);
