curl -X POST "https://api.wiro.ai/v1/Task/Cancel" \
  -H "Content-Type: multipart/form-data" \
  -H "x-api-key: ${YOUR_API_KEY}" \
  -H "x-nonce: ${NONCE}" \
  -H "x-signature: ${SIGNATURE}" \
  -d '{ "taskid": "634574" }';
