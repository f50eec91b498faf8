curl -X POST "https://api.wiro.ai/v1/Task/Kill" \
  -H "Content-Type: multipart/form-data" \
  -H "x-api-key: ${YOUR_API_KEY}" \
  -H "x-nonce: ${NONCE}" \
  -H "x-signature: ${SIGNATURE}" \
  -d '{ "socketaccesstoken": "ZpYote30on42O4jjHXNiKmrWAZqbRE" }';
