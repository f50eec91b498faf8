/** 3D models that the emulator makes. */
import { createHash } from 'node:crypto';

/** The corners of the triangle: three coordinates each. */
const CORNERS = [0, 0, 0, 1, 0, 0, 0, 1, 0];

/** glTF's numbers for what the file holds. */
const FLOAT = 5126;
const ARRAY_BUFFER = 34962;

/** A GLB (binary glTF 2.0) with one triangle, whose colour follows from `seed`. */
export function makeMesh(seed: string): Buffer {
	const positions = Buffer.alloc(CORNERS.length * 4);
	CORNERS.forEach((value, index) => positions.writeFloatLE(value, index * 4));
	const [red = 0, green = 0, blue = 0] = createHash('sha256').update(seed).digest();
	const gltf = {
		asset: { version: '2.0', generator: 'wiro-emulator' },
		scene: 0,
		scenes: [{ nodes: [0] }],
		nodes: [{ mesh: 0 }],
		meshes: [{ primitives: [{ attributes: { POSITION: 0 }, material: 0 }] }],
		materials: [
			{ pbrMetallicRoughness: { baseColorFactor: [red / 255, green / 255, blue / 255, 1] } },
		],
		buffers: [{ byteLength: positions.byteLength }],
		bufferViews: [{ buffer: 0, byteLength: positions.byteLength, target: ARRAY_BUFFER }],
		accessors: [
			{
				bufferView: 0,
				componentType: FLOAT,
				count: 3,
				type: 'VEC3',
				min: [0, 0, 0],
				max: [1, 1, 0],
			},
		],
	};
	const json = Buffer.from(JSON.stringify(gltf));
	const padded = Buffer.concat([json, Buffer.alloc(-json.byteLength & 3, ' ')]);
	const chunks = [chunk('JSON', padded), chunk('BIN\0', positions)];
	const header = Buffer.alloc(12);
	header.write('glTF', 0);
	header.writeUInt32LE(2, 4);
	header.writeUInt32LE(12 + chunks.reduce((sum, each) => sum + each.byteLength, 0), 8);
	return Buffer.concat([header, ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
	const header = Buffer.alloc(8);
	header.writeUInt32LE(data.byteLength, 0);
	header.write(type, 4, 'latin1');
	return Buffer.concat([header, data]);
}
