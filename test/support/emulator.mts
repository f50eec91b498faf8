export { type Emulator, startEmulator } from '../../emulator/start.mts';
