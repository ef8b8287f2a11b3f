import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

/** @type {Record<string, string>} */
const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.ndjson': 'application/x-ndjson; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/**
 * @typedef {object} StaticServer
 * @property {string} url where it listens, without a slash at the end
 * @property {() => Promise<void>} close
 *
 * @typedef {object} StaticServerOptions
 * @property {Record<string, string>} folders which folder stands under which path, such as `{ '/demo/': 'dist/demo' }`
 * @property {string} [home] where `/` leads
 * @property {number} [port] 0, the default, is any free one
 * @property {Record<string, string>} [headers] sent with every answer
 * @property {(request: import('node:http').IncomingMessage) => string | undefined} [answer] what is said in place of a file
 */

/**
 * Serves files on loopback, and nothing but files inside its folders.
 *
 * @param {StaticServerOptions} options
 * @returns {Promise<StaticServer>}
 */
export function serveStatic({ folders, home, port = 0, headers = {}, answer }) {
  // The longest path first, so that '/demo/' wins over '/'.
  const mounts = Object.entries(folders).sort(([a], [b]) => b.length - a.length);
  const server = createServer(async (request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (!isLoopback(request.headers.host))
      return refuse(response, 421, 'This server answers on loopback only.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only GET and HEAD.');
    const said = answer?.(request);
    if (said !== undefined) return response.end(said);
    if (home && request.url === '/') return response.writeHead(302, { Location: home }).end();
    const file = await findFile(request.url ?? '/', mounts);
    if (!file) return refuse(response, 404, 'Not found.');
    if ('redirect' in file) return response.writeHead(302, { Location: file.redirect }).end();
    response.setHeader('Content-Type', contentTypes[extname(file.path)] ?? 'application/octet-stream');
    response.setHeader('Content-Length', file.size);
    if (request.method === 'HEAD') return response.end();
    return createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response);
  });
  return listen(server, port);
}

/**
 * Listens at the port asked for, or at any free one if it is taken.
 *
 * @param {number[]} preferred
 * @param {Omit<StaticServerOptions, 'port'>} options
 */
export async function serveStaticAtFirstFree(preferred, options) {
  for (const port of preferred) {
    try {
      return await serveStatic({ ...options, port });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
    }
  }
  return serveStatic(options);
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<StaticServer>}
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

/**
 * @param {string} requestUrl
 * @param {[mount: string, folder: string][]} mounts
 * @returns {Promise<{ path: string, size: number } | { redirect: string } | undefined>}
 */
async function findFile(requestUrl, mounts) {
  const [rawPath = '/', query] = requestUrl.split('?', 2);
  const path = decodePath(rawPath);
  if (path === undefined) return undefined;
  for (const [mount, folder] of mounts) {
    if (!`${path}/`.startsWith(mount)) continue;
    const found = await statInside(folder, path.slice(mount.length));
    if (!found) continue;
    if (!found.isFolder) return found;
    // Without the slash, the page's relative addresses would point one folder up.
    if (!path.endsWith('/')) return { redirect: `${rawPath}/${query ? `?${query}` : ''}` };
    const index = await statInside(folder, `${path.slice(mount.length)}index.html`);
    if (index) return index;
  }
  return undefined;
}

/**
 * @param {string} rawPath
 * @returns {string | undefined} undefined for what no honest address holds
 */
function decodePath(rawPath) {
  try {
    const path = decodeURIComponent(rawPath);
    const hasEscape = path.split('/').includes('..') || path.includes('\\') || path.includes('\0');
    return hasEscape || path.startsWith('//') ? undefined : path;
  } catch {
    return undefined;
  }
}

/**
 * Looks a file up and makes sure that it lies in the folder even where a symbolic link points out of it.
 *
 * @param {string} folder
 * @param {string} relativePath
 */
async function statInside(folder, relativePath) {
  try {
    const base = await realpath(folder);
    const path = await realpath(join(base, relativePath));
    if (path !== base && !path.startsWith(base + sep)) return undefined;
    const stats = await stat(path);
    return { path, size: stats.size, isFolder: stats.isDirectory() };
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} host */
function isLoopback(host = '') {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} message
 */
function refuse(response, status, message) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}
