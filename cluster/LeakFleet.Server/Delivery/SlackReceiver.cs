using System.Text.Json;
using System.Text.Json.Serialization;
using LeakFleet.Server.Alerts;

namespace LeakFleet.Server.Delivery;

/// <summary>Slack's incoming webhook: one text, which Slack, Mattermost and Rocket.Chat all show.</summary>
internal sealed class SlackReceiver(ReceiverOptions receiver, HttpWay http, Uri? externalUrl) : IReceiver
{
    public Task<DeliveryOutcome> Send(Notice notice, CancellationToken cancellation) =>
        http.Post(receiver, JsonSerializer.SerializeToUtf8Bytes(new SlackMessage(Text(notice)), SlackJson.Default.SlackMessage), null, cancellation);

    private string Text(Notice notice) => notice.Alert is { } alert
        ? $"*LeakFleet: {AlertWords.Title(alert)}*\n{SlackText.Code(alert.Finding.Sentence)}\n{string.Join('\n', AlertWords.Lines(alert, externalUrl).Select(SlackText.Line))}"
        : "";
}

internal sealed record SlackMessage(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SlackMessage))]
internal sealed partial class SlackJson : JsonSerializerContext;
