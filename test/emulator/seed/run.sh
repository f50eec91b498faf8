# Wiro's page has "man's" inside the single quotes, which ends them: no shell can run that.
# Written as '\'' it sends the text that was meant; nothing else is changed.
curl -X POST "https://api.wiro.ai/v1/Run/Wan-AI/Wan2.2-I2V-A14B" \
  -H "Content-Type: multipart/form-data" \
  -H "x-api-key: ${YOUR_API_KEY}" \
  -H "x-nonce: ${NONCE}" \
  -H "x-signature: ${SIGNATURE}" \
  -d '{ "inputImageUrl": "wan_2_2_input.jpg", "prompt": "Cinematic medium shot, warm contrasting lighting. A man sits on a large industrial pipe, holding and reading a newspaper. The top of the newspaper catches the warm glow from nearby flames, which flicker naturally in the background. The firelight casts shifting highlights across the newspaper and the man'\''s face while the flames move fluidly. The camera remains still, focusing on the subtle motion of the flames and the realistic play of light and shadow.", "negativePrompt": "bad quality, unrealistic flame motion, low detail in paper texture, unnatural lighting", "resolution": "480P", "aspectRatio": "Default", "numFrames": 81, "scale": "5.0", "steps": 25, "fps": 16, "seed": "42", "callbackUrl": "You can provide a callback URL; Wiro will send a POST request to it when the task is completed." }';
