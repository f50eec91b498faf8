import type { UploadedFile } from './bodies.mts';

/** Where Wiro would keep the uploaded file. The emulator does not serve it. */
export function uploadUrl(origin: string, file: UploadedFile): string {
	return `${origin}/v1/File/emulator/${encodeURIComponent(file.fileName)}`;
}
