/** The configuration of nginx in front of the instances; docs/proxies.md explains the part of streams. */

const servers = (ports) =>
  ports.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join('\n        ');

const temporary = (folder) =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n    ');

/**
 * @param port of nginx
 * @param ports of the instances
 * @param folder for files of nginx
 */
export const nginxConfig = (port, ports, folder) => `
# Root starts the demo in containers: the worker of another user could not write to the folder.
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
# The end of an instance is part of the demo.
error_log stderr crit;
events { worker_connections 1024; }
http {
    access_log off;
    ${temporary(folder)}

    # No sticky sessions: each request goes to the next instance.
    upstream app {
        # nginx counts a stream that breaks as a failure, and forgives an instance only when a request to
        # it has ended: with streams, both instances would soon count as failed. So it counts nothing.
        ${servers(ports)}
        keepalive 16;
        # Node closes an idle connection after 5 s: a POST on it would be lost.
        keepalive_timeout 4s;
    }

    server {
        listen 127.0.0.1:${port};

        location / {
            proxy_pass http://app;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            # Server Actions compare it with the origin of the page.
            proxy_set_header Host $http_host;
            proxy_buffering off;
            # A request that an instance did not get goes to the other one.
            proxy_next_upstream error timeout http_502 http_503;
            proxy_connect_timeout 2s;
        }
    }
}
`;
