// node openpgpjs-judge.mjs MODULE JOBS
// Each line of JOBS: message, recipient's secret key, signer's certificate, file for the content.
// Prints for each: no, content, or signed where the signature is good.
import { readFile, writeFile } from 'node:fs/promises';

const [module, jobs] = process.argv.slice(2);
const openpgp = await import(module);
const text = (file) => readFile(file, 'utf8');

for (const line of (await text(jobs)).trim().split('\n')) {
  const [message, secret, signer, out] = line.split('\t');
  let result = 'no';
  try {
    const { data, signatures } = await openpgp.decrypt({
      message: await openpgp.readMessage({ armoredMessage: await text(message) }),
      decryptionKeys: await openpgp.readPrivateKey({ armoredKey: await text(secret) }),
      verificationKeys: await openpgp.readKey({ armoredKey: await text(signer) }),
      format: 'binary',
    });
    await writeFile(out, data);
    result = 'content';
    if (signatures.length === 1 && (await signatures[0].verified)) {
      result = 'signed';
    }
  } catch (error) {
    console.error(message, error.message);
  }
  console.log(result);
}
