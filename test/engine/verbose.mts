/** Imported before all else, it makes n8n log everything, as an administrator may. */
process.env.N8N_LOG_LEVEL = 'debug';
