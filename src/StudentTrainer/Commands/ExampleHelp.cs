using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Rrm.StudentTrainer.Commands;

/// <summary>The usual help, then the command's example.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public static void Install(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!);
    }

    public override int Invoke(ParseResult parsed)
    {
        usual.Invoke(parsed);
        if (parsed.CommandResult.Command is ExampleCommand command)
            parsed.InvocationConfiguration.Output.WriteLine($"Example:\n  {command.Example.ReplaceLineEndings("\n  ")}\n");
        return 0;
    }
}
