// Named plans of this browser: each is the query of the planning page's address.
const key = "plans";

export function read() {
  try {
    const plans = JSON.parse(localStorage.getItem(key) ?? "{}");
    return Object.entries(plans).filter(([, query]) => typeof query === "string").map(([name, query]) => ({ name, query }));
  } catch {
    return [];
  }
}

export function keep(name, query) {
  const plans = Object.fromEntries(read().map(plan => [plan.name, plan.query]));
  plans[name] = query;
  localStorage.setItem(key, JSON.stringify(plans));
  return read();
}

export function remove(name) {
  const plans = Object.fromEntries(read().filter(plan => plan.name !== name).map(plan => [plan.name, plan.query]));
  localStorage.setItem(key, JSON.stringify(plans));
  return read();
}
