// From the plain page behind a one-time link to the contractor's page. The token goes on in the fragment, which no server
// and no log sees.
const [, token] = /^\/l\/([\w-]{22})$/.exec(location.pathname) ?? []
if (token !== undefined) location.replace(`/c/${location.search}#l=${token}`)
