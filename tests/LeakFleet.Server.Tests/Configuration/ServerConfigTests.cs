using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;

namespace LeakFleet.Server.Tests.Configuration;

public sealed class ServerConfigTests
{
    [Fact]
    public void AWholeFileIsRead()
    {
        var config = ServerConfig.Parse("c.json", """
            {
              // where people reach the page
              "externalUrl": "https://leakfleet.example",
              "receivers": [
                { "name": "am", "type": "alertmanager", "url": "http://127.0.0.1:9093" },
                { "name": "mail", "type": "smtp", "host": "localhost", "security": "none", "from": "LeakFleet <leaks@example.org>", "to": ["a@example.org", "b@example.org"] },
                { "name": "archive", "type": "folder", "path": "/var/lib/reports" },
              ],
              "alerts": {
                "fireAfter": "10m", "repeatAfter": "0s",
                "routes": [ { "match": "service=checkout", "to": "mail", "labels": { "severity": "page" }, "continue": true }, { "to": ["am"] } ],
              },
            }
            """);
        Assert.Empty(config.Faults);
        Assert.Equal(["am", "mail", "archive"], config.Receivers.Select(r => r.Name));
        Assert.Equal(TimeSpan.FromMinutes(10), config.Alerts.FireAfter);
        Assert.Equal(["mail"], config.Alerts.Routes[0].Receivers);
        Assert.True(config.Alerts.Routes[0].GoesOn);
        Assert.Equal("https://leakfleet.example/", config.ExternalUrl!.AbsoluteUri);
    }

    [Fact]
    public void EveryFaultIsToldAtOnceWithItsPlace()
    {
        var faults = ServerConfig.Parse("c.json", """
            {
              "externalUrl": "leakfleet",
              "recievers": [],
              "receivers": [
                { "name": "Bad Name", "type": "webhook", "url": "ftp://x" },
                { "name": "twice", "type": "folder", "path": "relative" },
                { "name": "twice", "type": "pigeon" },
                { "name": "mail", "type": "smtp", "host": "mail.example.org", "security": "none", "user": "u", "from": "nobody at all", "to": [] },
                { "name": "hook", "type": "webhook", "url": "https://user:secret@example.org/" },
                { "name": "am", "type": "alertmanager", "url": "http://am:9093", "caFile": "/dev/null" },
              ],
              "alerts": {
                "fireAfter": "soon",
                "routes": [ { "match": "nonsense=1", "to": "nobody", "labels": { "alertname": "x", "1st": "y" } }, { "to": "twice" }, {} ]
              }
            }
            """).Faults;
        foreach (var place in new[]
                 {
                     "externalUrl:", "recievers: is not a setting", "receivers[0].name:", "receivers[0].url:", "receivers[1].path:", "receivers[2].name: 'twice' is taken",
                     "receivers[2].type: 'pigeon'", "receivers[3].user:", "receivers[3].from:", "receivers[3].to:", "receivers[4].url:",
                     "receivers[5].caFile: has no use without TLS", "receivers[5].caFile: /dev/null", "alerts.fireAfter: 'soon'",
                     "alerts.routes[0].match:", "alerts.routes[0].to: there is no receiver 'nobody'", "alerts.routes[0].labels: 'alertname'", "alerts.routes[0].labels: '1st'",
                     "alerts.routes[1].to: the receiver 'twice' takes reports only", "alerts.routes[2].to: is missing",
                 })
            Assert.Contains(faults, fault => fault.StartsWith($"c.json: {place}", StringComparison.Ordinal));
    }

    [Fact]
    public void AServerWithAFaultyFileDoesNotStartAndNamesItAmongTheOthers()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "alerts": { "fireAfter": 5 } }""");
            var options = RunningServer.Options();
            options.Listen = "nowhere";
            options.ConfigFile = file;
            var exception = Assert.Throws<StartupException>(() => LeakFleetServer.Build(options));
            Assert.Contains("listen:", exception.Message);
            Assert.Contains("alerts.fireAfter:", exception.Message);
            Assert.DoesNotContain('\n', exception.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"receivers\": 5, \"alerts\": []}")]
    [InlineData("{\"receivers\": [5, null, \"x\"], \"alerts\": {\"routes\": [[]]}}")]
    public void GarbageIsAFaultAndNoCrash(string text) => Assert.NotEmpty(ServerConfig.Parse("c.json", text).Faults);

    [Fact]
    public void SecretsComeFromFilesAndAreNeverShown()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "s3cret-value\n");
            var config = ServerConfig.Parse("c.json", $$"""
                { "receivers": [
                    { "name": "hook", "type": "webhook", "url": "https://example.org/", "signingSecretFile": "{{file}}", "bearerTokenFile": "{{file}}" },
                    { "name": "chat", "type": "slack", "urlFile": "{{file}}" } ] }
                """);
            Assert.Contains(config.Faults, fault => fault.Contains("receivers[1].url: is not an http", StringComparison.Ordinal));
            Assert.Equal("s3cret-value", config.Receivers[0].SigningSecret!.Reveal());
            Assert.DoesNotContain("s3cret", config.Receivers[0].ToString() + string.Join("", config.Faults), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ASecretThatIsNotThereIsAFault()
    {
        var faults = ServerConfig.Parse("c.json", """
            { "receivers": [ { "name": "hook", "type": "webhook", "url": "https://example.org/", "signingSecretEnvironment": "LEAKFLEET_NOT_SET", "bearerTokenFile": "/nowhere/token" } ] }
            """).Faults;
        Assert.Contains(faults, f => f.Contains("signingSecretEnvironment: the environment variable LEAKFLEET_NOT_SET is not set", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("bearerTokenFile:", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatASecretAddressNamesIsNotShown()
    {
        var chat = new ReceiverOptions("chat", ReceiverKind.Slack) { Url = new Uri("https://hooks.slack.example/services/T/B/SECRET") };
        Assert.DoesNotContain("SECRET", chat.Target + chat);
    }
}
