import { dataObjects, isDataObject, text } from '../api/values';
import { kindWith } from './inputs';
import type { ModelInput } from './schema';

/** The inputs that n8n has saved with the form: an array of the fields that `formFields` has made. */
export function storedInputs(form: unknown): ModelInput[] {
	const schema = isDataObject(form) ? dataObjects(form.schema) : [];
	return schema.flatMap(({ id, displayName, required, type, options, defaultValue }) => {
		const key = text(id);
		if (key === undefined || type === 'url') return [];
		const label = text(displayName) ?? key;
		return [
			{
				id: key,
				label: label.replace(/ \([^()]*\)$/, ''),
				isRequired: required === true,
				...kindWith(label, type === 'options'),
				...(typeof defaultValue === 'string' && { default: defaultValue }),
				options: dataObjects(options).flatMap(({ name, value }) => {
					const written = text(value);
					return written === undefined ? [] : [{ label: text(name) ?? written, value: written }];
				}),
			},
		];
	});
}
