/**
 * Loaded into n8n before n8n itself: ends n8n, and every process that n8n has started, when the
 * process that started n8n has ended, however it ended.
 */
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
process.channel?.unref();
