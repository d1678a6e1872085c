using System.Text;
using LeakFleet.Agent.Identity;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Identity;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("dotnet|shop.dll|--urls|http://+:80", "dotnet shop.dll --urls http://+:80")]
    [InlineData("app|--password|hunter2|--port|80", "app --password *** --port 80")]
    [InlineData("app|--Password=hunter2", "app --Password=***")]
    [InlineData("app|-db-password=a b", "app -db-password=***")]
    [InlineData("app|/ApiKey=1234", "app /ApiKey=***")]
    [InlineData("app|--api-key|1234", "app --api-key ***")]
    [InlineData("app|--key|1234", "app --key ***")]
    [InlineData("app|--token|--verbose", "app --token --verbose")]
    [InlineData("app|ConnectionStrings:Main=Server=db;Password=x", "app ConnectionStrings:Main=***")]
    [InlineData("app|ConnectionStrings__Main=Server=db", "app ConnectionStrings__Main=***")]
    [InlineData("app|--db=Server=db;Pwd=x;Timeout=3", "app --db=Server=db;Pwd=***;Timeout=3")]
    [InlineData("app|https://storage/x?sv=1&sig=abc&se=2", "app https://storage/x?sv=1&sig=***&se=2")]
    [InlineData("app|postgres://joe:hunter2@db/shop", "app postgres://joe:***@db/shop")]
    [InlineData("app|AccountKey=abc==;EndpointSuffix=x", "app AccountKey=***")]
    [InlineData("app|--keyspace|main|--monkeys|3", "app --keyspace main --monkeys 3")]
    [InlineData("app|--Storage:Key=abc", "app --Storage:Key=***")]
    public void SecretsAreRedacted(string arguments, string text) => Assert.Equal(text, CommandLine.Format(arguments.Split('|')));

    [Fact]
    public void ArgumentsAreSplitAtZeroBytes() => Assert.Equal(["a", "", "b c"], CommandLine.Split("a\0\0b c\0"u8));

    [Fact]
    public void ALongCommandLineIsCut() =>
        Assert.InRange(Encoding.UTF8.GetByteCount(CommandLine.Format(Enumerable.Repeat("€€€€€", 10_000).ToArray())), 1000, WireLimits.TextBytesMax);
}
