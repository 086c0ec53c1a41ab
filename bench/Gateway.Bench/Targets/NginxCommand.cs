using System.Diagnostics;

namespace Gateway.Bench.Targets;

/// <summary>nginx as a plain reverse proxy with a configuration, a log and temporary files of its own.</summary>
internal static class NginxCommand
{
    // Debian puts it where only root's PATH looks.
    private static readonly string[] s_furtherFolders = ["/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin"];

    public static ProcessStartInfo Create(int port, string folder, int upstreamPort)
    {
        var program = Program() ?? throw new BenchException("nginx is missing: sudo apt-get install nginx-light");
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), Config(port, folder, upstreamPort));
        return new ProcessStartInfo(program, ["-p", folder, "-c", "nginx.conf", "-e", "error.log"]);
    }

    private static string? Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(s_furtherFolders)
            .Select(folder => Path.Combine(folder, "nginx"))
            .FirstOrDefault(File.Exists);

    // Keep-alive on both sides without end, as Kestrel and SocketsHttpHandler have it; no buffering, since the answers of
    // a model server are streams.
    private static string Config(int port, string folder, int upstreamPort) =>
        $$"""
        daemon off;
        {{(Environment.UserName == "root" ? "user root;" : "")}}
        worker_processes auto;
        worker_rlimit_nofile 8192;
        pid nginx.pid;
        error_log error.log warn;
        events { worker_connections 4096; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          upstream model_server {
            server 127.0.0.1:{{upstreamPort}};
            keepalive 128;
            keepalive_requests 1000000000;
          }
          server {
            listen 127.0.0.1:{{port}};
            location / {
              proxy_pass http://model_server;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
            }
          }
        }

        """;
}
