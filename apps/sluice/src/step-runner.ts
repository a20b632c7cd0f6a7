/** The process of one attempt of a task. It is here so that it is bundled beside the command. @module */
import '@sluice/executor/step-runner';
