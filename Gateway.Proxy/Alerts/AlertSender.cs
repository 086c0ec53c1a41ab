using System.Net.Http.Headers;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Redis;

namespace Gateway.Proxy.Alerts;

/// <summary>
/// Sends what is in the queue, one alert after the other. A target that does not take it is tried again after a while, and then given
/// up. Of several replicas that see the same, the one that writes it into Redis first sends it; without Redis each does.
/// </summary>
internal sealed partial class AlertSender(
    AlertQueue queue, ConfigStore config, GatewayOptions options, AlertLog log, RedisLink redis, TimeProvider time, ILogger<AlertSender> logger) : BackgroundService
{
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>What <c>alerting</c> names and the environment has an address for.</summary>
    public IReadOnlyList<AlertTarget> Targets =>
    [
        .. from name in config.Current.GeneralSettings.Alerts.Targets
           let address = name == "slack" ? options.SlackWebhookUrl : options.WebhookUrl
           where address is not null
           select new AlertTarget(name, new Uri(address)),
    ];

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var name in config.Current.GeneralSettings.Alerts.Targets.Except(Targets.Select(target => target.Name)))
            {
                LogNoAddress(name, name == "slack" ? "SLACK_WEBHOOK_URL" : "WEBHOOK_URL");
            }

            await foreach (var alert in queue.Alerts.ReadAllAsync(stoppingToken))
            {
                if (await IsOursAsync(alert))
                {
                    await Task.WhenAll(Targets.Select(target => SendAsync(alert, target, stoppingToken)));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping; what is left would be old news after the next start.
        }
    }

    private async Task<bool> IsOursAsync(Alert alert) => alert.Kind is AlertKind.Test || await redis.TryAsync(
        database => database.StringSetAsync($"gateway:alert:{AlertKinds.Event(alert.Kind)}:{alert.Subject}", 1, AlertQueue.Window, when: StackExchange.Redis.When.NotExists),
        otherwise: true);

    private async Task SendAsync(Alert alert, AlertTarget target, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var problem = await TrySendAsync(alert, target, cancellationToken);
            if (problem is null || attempt == s_pauses.Length)
            {
                log.Add(new AlertDelivery(time.GetUtcNow(), target.Name, AlertKinds.Event(alert.Kind), alert.Text, problem));
                if (problem is not null)
                {
                    LogGivenUp(target.ToString(), AlertKinds.Event(alert.Kind), problem);
                }

                return;
            }

            await Task.Delay(s_pauses[attempt], time, cancellationToken);
        }
    }

    // The message of an HttpRequestException names host and port at most, never the path, which is the secret.
    private async Task<string?> TrySendAsync(Alert alert, AlertTarget target, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(target.IsSlack ? AlertJson.Slack(alert) : AlertJson.Webhook(alert));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.PostAsync(target.Address, content, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "did not answer in time";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "general_settings.alerting names {Target}, but {Variable} is not set: nothing is sent there")]
    private partial void LogNoAddress(string target, string variable);

    [LoggerMessage(Level = LogLevel.Error, Message = "An alert to {Target} ({Event}) was not taken and is given up: {Problem}")]
    private partial void LogGivenUp(string target, string @event, string problem);
}
