import { task } from '@sluice/core';

export const trivial = task({ name: 'trivial', run() {} });
