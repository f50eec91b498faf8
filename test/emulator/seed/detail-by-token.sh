curl -X POST "https://api.wiro.ai/v1/Task/Detail" \
  -H "Content-Type: multipart/form-data" \
  -H "x-api-key: ${YOUR_API_KEY}" \
  -H "x-nonce: ${NONCE}" \
  -H "x-signature: ${SIGNATURE}" \
  -d '{ "tasktoken": "eDcCm5yyUfIvMFspTwww49OUfgXkQt" }';
