export { holds } from '../../n8n/guards.mts';
